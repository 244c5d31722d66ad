// Package tarfs reads tar archives at random, as file systems.
//
// One pass over an archive makes an index, which may be kept: the next time, a file
// is found and read at once, however big the archive is, and compressed archives are
// read from the nearest place where that is possible. Several archives may be put on
// top of each other, as the layers of an image are.
//
// Archives are taken to be made by an attacker. Nothing is written but indexes, no
// name leads out of the root, and what is damaged is told in a notice while the rest
// is read.
package tarfs
