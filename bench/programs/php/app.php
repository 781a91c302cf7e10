<?php
$things = [];
for ($at = 0; $at < 400000; $at++) $things[] = "this is the text of thing $at of four hundred thousand";
file_put_contents("truth.json", json_encode(["mapped" => memory_get_usage(true), "used" => memory_get_usage(false)]));
echo "READY\n";
while (true) sleep(1000);
