// The work of ts-collect is still to come; the package builds from its first commit.
