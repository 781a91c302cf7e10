/* The end of a test: what calls it. */
int judged_test(void);
int judged_test(void) {
#ifdef TEST_FUNCTION
  return TEST_FUNCTION();
#else
  return do_test();
#endif
}
