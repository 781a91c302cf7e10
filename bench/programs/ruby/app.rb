require "json"
$things = Array.new(1_000_000) { |at| "thing #{at}" }
GC.start
File.write("truth.json", JSON.generate(pages: GC.stat(:heap_allocated_pages) * 65536, live: GC.stat(:heap_live_slots)))
puts "READY"
$stdout.flush
sleep
