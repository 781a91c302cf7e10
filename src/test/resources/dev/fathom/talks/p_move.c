extern int _nc_panelhook(void), is_linetouched(int), mvwin(int), wtouchln(int);
int move_panel(int panel) { return _nc_panelhook() + is_linetouched(panel) + mvwin(panel) + wtouchln(panel); }
