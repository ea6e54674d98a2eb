package dev.slipher.compute.operator.window;

import dev.slipher.storage.type.Datum;

/** The rows of one partition in order, by number from 0, with where each row's peers begin and end. */
interface WindowPartition {
    int size();

    /** Returns the value of a column. */
    Datum value(int row, int column);

    /** Returns the first row that is equal to {@code row} in the window's order. */
    int peerStart(int row);

    /** Returns the row after the last that is equal to {@code row}. */
    int peerEnd(int row);

    /** Returns the number of the peer group of {@code row}, from 0. */
    int peerGroup(int row);

    /** Returns the first row of a peer group; the number of rows for the group after the last. */
    int groupStart(int group);

    int groupCount();
}
