package dev.slipher.leader.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestWordTest {

    @ParameterizedTest
    @CsvSource({"port,port,0", "prot,port,1", "prt,port,1", "ports,port,1", "part,port,1", "'',port,4", "abc,xyz,3"})
    void insertionsDeletionsSubstitutionsAndSwapsCountOneEach(String left, String right, int edits) {
        assertThat(NearestWord.distance(left, right)).isEqualTo(edits);
        assertThat(NearestWord.distance(right, left)).isEqualTo(edits);
    }

    @Test
    void theNearestCandidateIsFoundWhateverItsCase() {
        assertThat(NearestWord.find("MEMROY", List.of("data", "memory", "port")))
                .hasValue("memory");
    }

    @Test
    void nothingIsNearToAWordUnlikeAll() {
        assertThat(NearestWord.find("velocity", List.of("data", "memory", "port")))
                .isEmpty();
    }
}
