package dev.slipher.compute.memory;

import java.util.Arrays;

/** Row addresses in an array whose memory is reserved; for one thread. */
public final class AddressList implements AutoCloseable {
    private final MemoryAccount account;
    private int[] addresses = new int[0];
    private int size;

    public AddressList(MemoryAccount account) {
        this.account = account;
    }

    public int size() {
        return size;
    }

    /** Returns the bytes of a list that was prepared for so many addresses at once. */
    public static long bytesFor(long addresses) {
        return 4 * addresses;
    }

    /** Returns the bytes reserved for addresses, those to come included. */
    public long heldBytes() {
        return 4L * addresses.length;
    }

    /** Makes room for so many more, or returns false if memory was refused. */
    public boolean tryPrepare(long more) {
        var needed = size + more;
        if (needed <= addresses.length) {
            return true;
        }
        var capacity = Math.max(needed, Math.min(2L * addresses.length, Integer.MAX_VALUE - 16));
        if (capacity > Integer.MAX_VALUE - 16 || !account.tryReserve(4 * (capacity - addresses.length))) {
            if (needed > Integer.MAX_VALUE - 16 || !account.tryReserve(4 * (needed - addresses.length))) {
                return false;
            }
            capacity = needed;
        }
        addresses = Arrays.copyOf(addresses, (int) capacity);
        return true;
    }

    /** Adds an address, for which room was made. */
    public void add(int address) {
        addresses[size++] = address;
    }

    /** Copies {@code count} addresses from index {@code from} on to the start of {@code target}. */
    public void copy(int from, int count, int[] target) {
        System.arraycopy(addresses, from, target, 0, count);
    }

    /** Returns the addresses themselves, {@link #size()} of them, not a copy. */
    public int[] addresses() {
        return addresses;
    }

    /** Forgets the addresses from index {@code newSize} on. */
    public void truncate(int newSize) {
        size = newSize;
    }

    /** Forgets all addresses and gives the memory back. */
    @Override
    public void close() {
        account.release(heldBytes());
        addresses = new int[0];
        size = 0;
    }
}
