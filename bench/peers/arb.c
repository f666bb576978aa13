/*
 * The functions of the bench of kernels in Arb, which proves what it answers.
 *
 *     arb DIGITS MILLISECONDS
 *
 * prints a line per function: its name, microseconds of CPU per value, the value. Values are repeated for so many
 * milliseconds. Each is computed at the least precision, in steps of 8 bits, that proves its digits.
 *
 * Within the time: arguments made of integers, the function. Not within it: finding that precision, decimals. The library
 * keeps pi and ln 2 from one value to the next. It would keep e, so e is computed by the function behind that, and as exp(1):
 * the quicker one counts.
 */
#include <arb.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

extern void arb_const_e_eval(arb_t y, slong prec);

static void e(arb_t y, slong p) {
  arb_set_ui(y, 1);
  arb_exp(y, y, p);
}

static void root(arb_t y, slong p) { arb_sqrt_ui(y, 2, p); }

static void fraction(arb_t y, ulong n, ulong d, slong p) {
  arb_set_ui(y, n);
  arb_div_ui(y, y, d, p);
}

static void exponential(arb_t y, slong p) {
  fraction(y, 1, 3, p);
  arb_exp(y, y, p);
}

static void logarithm(arb_t y, slong p) {
  fraction(y, 7, 3, p);
  arb_log(y, y, p);
}

static void arctangent(arb_t y, slong p) {
  fraction(y, 1, 5, p);
  arb_atan(y, y, p);
}

static void ramanujan(arb_t y, slong p) {
  arb_t pi;
  arb_init(pi);
  arb_const_pi(pi, p);
  arb_sqrt_ui(y, 163, p);
  arb_mul(y, y, pi, p);
  arb_exp(y, y, p);
  arb_clear(pi);
}

static void nested(arb_t y, slong p) {
  arb_set_ui(y, 1);
  arb_cos(y, y, p);
  arb_tan(y, y, p);
  arb_sin(y, y, p);
}

static const struct {
  const char *name;
  void (*compute)(arb_t, slong);
} FUNCTIONS[] = {
    {"e", arb_const_e_eval},
    {"e", e},
    {"sqrt(2)", root},
    {"exp(1/3)", exponential},
    {"ln(7/3)", logarithm},
    {"atan(1/5)", arctangent},
    {"exp(pi*sqrt(163))", ramanujan},
    {"sin(tan(cos(1)))", nested},
};

int main(int argc, char **argv) {
  if (argc == 1) {
    puts(arb_version);
    return 0;
  }
  if (argc != 3) return 2;
  slong digits = atol(argv[1]);
  double least = atof(argv[2]) / 1e3 * CLOCKS_PER_SEC;
  slong wanted = (slong)(digits * 3.3219280948873626) + 2;
  for (size_t k = 0; k < sizeof FUNCTIONS / sizeof *FUNCTIONS; k++) {
    arb_t y;
    arb_init(y);
    slong p = wanted;
    for (;; p += 8) {
      FUNCTIONS[k].compute(y, p);
      if (arb_rel_accuracy_bits(y) >= wanted) break;
    }
    long runs = 1;
    double spent;
    for (;; runs *= 2) {
      clock_t start = clock();
      for (long i = 0; i < runs; i++) FUNCTIONS[k].compute(y, p);
      spent = (double)(clock() - start);
      if (spent >= least) break;
    }
    char *text = arb_get_str(y, digits, ARB_STR_NO_RADIUS);
    printf("%s %.6g %s\n", FUNCTIONS[k].name, spent / CLOCKS_PER_SEC * 1e6 / (double)runs, text);
    flint_free(text);
    arb_clear(y);
  }
  flint_cleanup();
  return 0;
}
