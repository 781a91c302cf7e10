extern int haute(void);
int main(void) { return haute(); }
