/*
 * The functions of the bench of kernels in PARI. Its input sets `wanted`, the digits, and `milliseconds` first;
 * where no digits are wanted, the version is printed.
 *
 * prints a line per function: its name, microseconds of CPU per value, the value. Values are repeated for so many
 * milliseconds. Within the time: arguments made of integers, the function, a few steps of the interpreter. Not within it:
 * decimals. PARI keeps pi and ln 2 from one value to the next; e is exp(1).
 */
if(!wanted, v = version(); printf("%d.%d.%d\n", v[1], v[2], v[3]); quit);
default(realprecision, wanted);
measure(name, f) =
{
  my(runs = 1, spent = 0);
  f();
  while(1,
    my(start = getabstime());
    for(i = 1, runs, f());
    spent = getabstime() - start;
    if(spent >= milliseconds, break);
    runs *= 2);
  printf("%s %.3f ", name, spent * 1000. / runs);
  print(f());
}
measure("e", () -> exp(1));
measure("sqrt(2)", () -> sqrt(2));
measure("exp(1/3)", () -> exp(1/3));
measure("ln(7/3)", () -> log(7/3));
measure("atan(1/5)", () -> atan(1/5));
measure("exp(pi*sqrt(163))", () -> exp(Pi*sqrt(163)));
measure("sin(tan(cos(1)))", () -> sin(tan(cos(1))));
