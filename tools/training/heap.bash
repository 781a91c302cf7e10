# A target for the training run (tools/app.sh): chunks of the C library's malloc that lead to each other, as
# bash's arrays do. Ends with its standard input.
for ((i = 0; i < 150000; i++)); do
  list[i]=$i
  [[ $((i % 16)) -eq 0 ]] && long[i]="a longer one, of which there are fewer, and which lies among the others $i"
done
for ((i = 0; i < 150000; i += 5)); do unset "list[i]"; done
echo ready
read -r nothing
