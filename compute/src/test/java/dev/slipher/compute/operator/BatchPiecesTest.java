package dev.slipher.compute.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipher.storage.batch.Batch;
import dev.slipher.storage.batch.BytesVector;
import dev.slipher.storage.batch.ConstantVector;
import dev.slipher.storage.batch.Dictionary;
import dev.slipher.storage.batch.DictionaryVector;
import dev.slipher.storage.batch.LongVector;
import dev.slipher.storage.batch.Vector;
import dev.slipher.storage.type.Datum;
import dev.slipher.storage.type.PhysicalKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchPiecesTest {
    private static final int MAX = 1_000;

    private final List<Batch> pieces = new ArrayList<>();

    @Test
    void narrowRowsStayTogether() {
        copy(new Batch(new Vector[] {longs(100)}, 100));
        assertThat(pieces).hasSize(1);
        assertThat(pieces.getFirst().rowCount()).isEqualTo(100);
    }

    @Test
    void wideRowsAreCut() {
        var batch = new Batch(
                new Vector[] {longs(100), strings(100, 90), new ConstantVector(PhysicalKind.INT64, Datum.Null.NULL)},
                100);
        copy(batch);
        assertThat(pieces).hasSize(12);
        assertThat(rows(pieces)).isEqualTo(rows(List.of(batch)));
    }

    @Test
    void onlyTheSelectedRowsCount() {
        var batch = new Batch(new Vector[] {strings(100, 400)}, 100);
        batch.select(new int[] {3, 50, 51, 99}, 4);
        copy(batch);
        assertThat(pieces).hasSize(2);
        assertThat(rows(pieces)).isEqualTo(rows(List.of(batch)));
    }

    @Test
    void aRowThatIsWiderThanAPieceComesAlone() {
        var batch = new Batch(new Vector[] {strings(3, 2 * MAX)}, 3);
        copy(batch);
        assertThat(pieces).hasSize(3);
        assertThat(rows(pieces)).isEqualTo(rows(List.of(batch)));
    }

    @Test
    void aPieceKeepsNoDictionaryThatIsLargerThanItsRows() {
        var entries = strings(50, 300);
        var dictionary = new Dictionary(entries.bytes(), entries.offsets(), 50, true, false);
        var codes = IntStream.range(0, 64 + Batch.SLACK).map(i -> i * 7 % 50).toArray();
        var batch = new Batch(new Vector[] {new DictionaryVector(codes, dictionary, null)}, 64);
        copy(batch);
        assertThat(pieces).hasSize(22).allMatch(piece -> piece.column(0) instanceof BytesVector);
        assertThat(rows(pieces)).isEqualTo(rows(List.of(batch)));
    }

    private void copy(Batch batch) {
        BatchPieces.copy(batch, MAX, (piece, bytes) -> {
            assertThat(bytes <= MAX || piece.rowCount() == 1).isTrue();
            pieces.add(piece);
        });
    }

    private static LongVector longs(int count) {
        return new LongVector(IntStream.range(0, count).asLongStream().toArray(), null);
    }

    private static BytesVector strings(int count, int length) {
        var bytes = new byte[count * length];
        var offsets = new int[count + Batch.SLACK + 1];
        for (var i = 0; i < count; i++) {
            Arrays.fill(bytes, i * length, (i + 1) * length, (byte) ('A' + i % 50));
            offsets[i + 1] = (i + 1) * length;
        }
        return new BytesVector(bytes, offsets, null);
    }

    private static List<List<Datum>> rows(List<Batch> batches) {
        var rows = new ArrayList<List<Datum>>();
        for (var batch : batches) {
            for (var i = 0; i < batch.selectedCount(); i++) {
                var selection = batch.selection();
                var position = selection == null ? i : selection[i];
                rows.add(IntStream.range(0, batch.columnCount())
                        .mapToObj(c -> batch.column(c).datum(position))
                        .toList());
            }
        }
        return rows;
    }
}
