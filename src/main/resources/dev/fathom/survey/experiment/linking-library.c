/* A library with ENTRIES pointers, and the four functions that each of the programs calls. */
static int anchor;
int *const table[ENTRIES] = {[0 ... ENTRIES - 1] = &anchor};

int lab_read(int at) { return *table[at % ENTRIES]; }
int lab_write(int at) { return *table[(at + 1) % ENTRIES]; }
int lab_open(int at) { return *table[(at + 2) % ENTRIES]; }
int lab_close(int at) { return *table[(at + 3) % ENTRIES]; }
