int show_panel(void) { return 1; }
