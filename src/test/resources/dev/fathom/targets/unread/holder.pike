// 300,000 texts, each with its head.
int main() {
  array kept = allocate(300000);
  for (int i = 0; i < 300000; i++) kept[i] = "text " + i;
  write("least %d\n", 300000 * 24);
  write("ready %d\n", getpid());
  Stdio.stdin->gets();
  write("%d\n", sizeof(kept));
}
