package dev.slipher.leader.launch;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what someone who mistyped a name probably meant. */
final class NearestWord {

    private NearestWord() {}

    /** Returns the candidate with the fewest edits from the word, if it is near enough to be a slip. */
    static Optional<String> find(String word, Collection<String> candidates) {
        String lower = word.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .filter(candidate -> {
                    int longest = Math.max(word.length(), candidate.length());
                    return 2 * distance(lower, candidate.toLowerCase(Locale.ROOT)) <= longest;
                })
                .min(Comparator.comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT))));
    }

    /** Counts insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    static int distance(String left, String right) {
        int[][] edits = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int substitution = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                int best = Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1);
                best = Math.min(best, edits[i - 1][j - 1] + substitution);
                if (i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1)) {
                    best = Math.min(best, edits[i - 2][j - 2] + 1);
                }
                edits[i][j] = best;
            }
        }
        return edits[left.length()][right.length()];
    }
}
