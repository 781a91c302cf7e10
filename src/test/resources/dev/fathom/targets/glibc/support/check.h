/* A check that fails ends the test: what is judged here is not glibc. */
#ifndef CHECK_H
#define CHECK_H
#include <stdio.h>
#include <stdlib.h>
void judged_end(const char *why);
#define FAIL(...) judged_end("a check of its own fails")
#define FAIL_RET(...) return (printf(__VA_ARGS__), 1)
#define FAIL_EXIT(status, ...) judged_end("a check of its own fails")
#define FAIL_EXIT1(...) FAIL_EXIT(1, __VA_ARGS__)
#define FAIL_UNSUPPORTED(...) FAIL_EXIT(77, __VA_ARGS__)
#define FAIL_UNIMPLEMENTED(...) FAIL_EXIT(77, __VA_ARGS__)
#define TEST_VERIFY(condition) ((condition) ? (void)0 : judged_end("a check of its own fails"))
#define TEST_VERIFY_EXIT(condition) TEST_VERIFY(condition)
#define TEST_COMPARE(left, right) TEST_VERIFY((left) == (right))
#endif
