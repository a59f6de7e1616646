// The work of ts-complete is still to come; the package builds from its first commit.
