require "json"
$things = Array.new(250_000) { |at| "thing #{at} ".ljust(300, "x") }
GC.start
File.write("truth.json", JSON.generate(texts: $things.sum(&:bytesize)))
puts "READY"
$stdout.flush
sleep
