package dev.slipher.bench.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A document's examples.
 *
 * @param blocks the fenced blocks in order
 * @param spans the code between single backticks, outside of blocks
 */
record MarkdownFile(Path path, List<Block> blocks, List<String> spans) {
    private static final String FENCE = "```";
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");

    /**
     * A fenced block.
     *
     * @param language the word behind the opening fence, empty if there is none
     * @param line where the fence is, from 1
     */
    record Block(String language, int line, List<String> lines) {}

    static MarkdownFile read(Path path) throws IOException {
        var blocks = new ArrayList<Block>();
        var text = new StringBuilder();
        var lines = Files.readAllLines(path);
        var at = 0;
        while (at < lines.size()) {
            var line = lines.get(at);
            at++;
            if (!line.startsWith(FENCE)) {
                text.append(line).append('\n');
                continue;
            }
            var end = at + lines.subList(at, lines.size()).indexOf(FENCE);
            blocks.add(new Block(line.substring(FENCE.length()).strip(), at, lines.subList(at, end)));
            at = end + 1;
        }
        return new MarkdownFile(
                path,
                blocks,
                SPAN.matcher(text)
                        .results()
                        .map(span -> span.group(1).replace('\n', ' '))
                        .toList());
    }

    List<Block> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .toList();
    }
}
