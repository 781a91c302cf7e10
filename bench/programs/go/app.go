package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"time"
)

var things = map[int]string{}

func main() {
	for at := 0; at < 400000; at++ {
		things[at] = fmt.Sprintf("this is the text of thing %d of four hundred thousand", at)
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	text, _ := json.Marshal(map[string]uint64{"inuse": m.HeapInuse, "sys": m.HeapSys, "stacks": m.StackSys + 1<<18})
	os.WriteFile("truth.json", text, 0o644)
	fmt.Println("READY")
	for {
		time.Sleep(time.Hour)
		fmt.Println(len(things))
	}
}
