// The work of ts-prefill is still to come; the package builds from its first commit.
