# 200,000 lists of two values
for {set i 0} {$i < 200000} {incr i} { lappend kept [list $i "text $i"] }
puts "least [expr {200000 * 3 * 24}]"
puts "ready [pid]"
flush stdout
gets stdin
puts [llength $kept]
