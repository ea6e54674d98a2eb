package dev.slipher.compute.fragment;

import dev.slipher.storage.codec.TaggedCodec;
import java.nio.ByteBuffer;

/** The bytes of a plan: all that a node needs to be told which shares no memory with the leader. */
public final class FragmentCodec {
    private static final TaggedCodec<PlanNode> CODEC = TaggedCodec.of(PlanNode.class);

    private FragmentCodec() {}

    /**
     * Returns the bytes of a plan, in a buffer of the caller's.
     *
     * @throws dev.slipher.storage.error.SlipherException 54001 if it is nested too deep
     */
    public static ByteBuffer encode(PlanNode plan) {
        return CODEC.encode(plan);
    }

    /**
     * Reads a plan from all remaining bytes of {@code bytes}, whose position is kept.
     *
     * @throws dev.slipher.storage.error.SlipherException XX001 if they are no plan
     */
    public static PlanNode decode(ByteBuffer bytes) {
        return CODEC.decode(bytes);
    }
}
