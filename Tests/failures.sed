# What `make test` shows of what the test program prints: each failure once, and the last line.
/Test run with/b
/^➜/d
# The arguments of a case may have line feeds.
/^◇/{
  :started
  /started\.$/!{
    N
    b started
  }
  d
}
/^✔/{
  :passed
  /seconds\.$/!{
    N
    b passed
  }
  d
}
/^✘.* failed after /d
# What the test program is, and what a test is for.
/^↳ T[ea]/d
/^↳ \/\/\//d
/^\[[0-9]/d
