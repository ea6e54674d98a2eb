package dev.slipher.storage.cache;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Memory of the C library's allocator, which unlike a shared arena is freed without stopping other threads.
 *
 * <p>Nothing guards against use after {@link #free}: only {@link ChunkCache} calls it, when no pin is left, and {@link
 * BlockRoom}, whose one user asks for the memory again for each block.
 */
@SuppressWarnings("restricted")
final class NativeMemory {
    private static final long ALIGNMENT_BYTES = 64;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle ALIGNED_ALLOC = find(
            "aligned_alloc", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle FREE = find("free", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

    /** The parameter of glibc's mallopt, see malloc.h. */
    private static final int M_MMAP_THRESHOLD = -3;

    private static final int MAPPED_BYTES = 128 << 10;

    static {
        mapLargeBlocks();
    }

    private NativeMemory() {}

    /**
     * Keeps glibc mapping large blocks each by itself, so that a free one goes back to the system. Left alone, it raises the
     * size from which it does as blocks are freed, and its arenas then keep several hundred megabytes. Other C libraries have
     * no such call, and need none.
     */
    private static void mapLargeBlocks() {
        LINKER.defaultLookup().find("mallopt").ifPresent(address -> {
            var descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
            try {
                var _ = (int) LINKER.downcallHandle(address, descriptor).invokeExact(M_MMAP_THRESHOLD, MAPPED_BYTES);
            } catch (Throwable failure) {
                throw new IllegalStateException("mallopt could not be called", failure);
            }
        });
    }

    private static MethodHandle find(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), descriptor);
    }

    /** Returns {@code byteCount} bytes aligned for any SIMD load, or {@link MemorySegment#NULL} if there are none left. */
    static MemorySegment tryAllocate(long byteCount) {
        var rounded = (byteCount + ALIGNMENT_BYTES - 1) & -ALIGNMENT_BYTES;
        try {
            var address = (MemorySegment) ALIGNED_ALLOC.invokeExact(ALIGNMENT_BYTES, rounded);
            return address.equals(MemorySegment.NULL) ? address : address.reinterpret(byteCount);
        } catch (Throwable failure) {
            throw new IllegalStateException("aligned_alloc could not be called", failure);
        }
    }

    static void free(MemorySegment memory) {
        try {
            FREE.invokeExact(memory);
        } catch (Throwable failure) {
            throw new IllegalStateException("free could not be called", failure);
        }
    }
}
