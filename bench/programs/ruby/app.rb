require "json"
$things = Array.new(1_000_000) { |at| "thing #{at}" }
GC.start
File.write("truth.json", JSON.generate(slots: GC.stat(:heap_live_slots) * 40))
puts "READY"
$stdout.flush
sleep
