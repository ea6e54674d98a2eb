package dev.slipher.storage.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ByteOutputTest {
    @Test
    void anyAppendMayBeTheOneThatNeedsMoreRoom() {
        var single = new ByteOutput(1);
        for (var i = 0; i < 1_000; i++) {
            single.putByte(i);
        }
        for (var i = 0; i < 1_000; i++) {
            assertThat(single.array()[i]).isEqualTo((byte) i);
        }
        for (var capacity = 0; capacity < 32; capacity++) {
            var output = new ByteOutput(capacity);
            output.putByte(1);
            output.putShort(2);
            output.putInt(3);
            output.putLong(4);
            output.putSized(5, 3);
            output.putBytes(new byte[] {6, 7}, 0, 2);
            output.align(8);
            assertThat(output.view().remaining()).isEqualTo(24);
            var view = output.view();
            assertThat(view.get()).isEqualTo((byte) 1);
            assertThat(view.getShort()).isEqualTo((short) 2);
            assertThat(view.getInt()).isEqualTo(3);
            assertThat(view.getLong()).isEqualTo(4);
        }
    }
}
