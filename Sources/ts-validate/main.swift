// The work of ts-validate is still to come; the package builds from its first commit.
