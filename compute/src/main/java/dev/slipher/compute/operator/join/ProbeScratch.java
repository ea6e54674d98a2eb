package dev.slipher.compute.operator.join;

import dev.slipher.storage.batch.Batch;

/** Arrays in which one worker looks keys up. */
final class ProbeScratch {
    final int[] slots = new int[Batch.CAPACITY];
    final int[] pending = new int[Batch.CAPACITY];
    final int[] candidateAddresses = new int[Batch.CAPACITY];
    final int[] candidatePositions = new int[Batch.CAPACITY];
    final boolean[] equal = new boolean[Batch.CAPACITY];
}
