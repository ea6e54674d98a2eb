package dev.slipher.leader.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that reads when it is told to, and leaves little room in its socket for what it does not read. */
final class RawClient implements AutoCloseable {
    private static final int RECEIVE_BYTES = 4_096;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PROTOCOL = 3 << 16;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;
    private int processId;
    private int rows;

    /** Connects as the first superuser. */
    RawClient(int port) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        var parameters = bytes("user\0admin\0database\0dev\0\0");
        out.writeInt(2 * Integer.BYTES + parameters.length);
        out.writeInt(PROTOCOL);
        out.write(parameters);
        readToEnd();
    }

    int processId() {
        return processId;
    }

    /** Sends a simple query. */
    void query(String sql) throws IOException {
        rows = 0;
        send('Q', bytes(sql + "\0"));
    }

    /** Sends an extended query and Sync. */
    void execute(String sql, int maxRows) throws IOException {
        bind("", sql);
        fetch("", maxRows);
        sync();
    }

    /** Sends what makes a portal of a statement. */
    void bind(String portal, String sql) throws IOException {
        send('P', bytes("\0" + sql + "\0\0\0"));
        send('B', bytes(portal + "\0\0\0\0\0\0\0\0"));
    }

    /** Sends that a portal is to be run. */
    void fetch(String portal, int maxRows) throws IOException {
        rows = 0;
        var name = bytes(portal + "\0");
        send(
                'E',
                ByteBuffer.allocate(name.length + Integer.BYTES)
                        .put(name)
                        .putInt(maxRows)
                        .array());
    }

    void sync() throws IOException {
        send('S', new byte[0]);
    }

    private void send(char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(Integer.BYTES + body.length);
        out.write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads up to the first row. */
    void awaitRow() throws IOException {
        while (rows == 0) {
            read();
        }
    }

    /** Reads all that is left of the answer, and returns its SQLSTATE or how many rows it had in all. */
    String readToEnd() throws IOException {
        var error = "";
        while (true) {
            var message = read();
            if (message.type == 'E') {
                error = sqlState(new String(message.body, StandardCharsets.UTF_8));
            } else if (message.type == 'Z') {
                return error.isEmpty() ? rows + " rows" : error;
            }
        }
    }

    /**
     * Reads all that is left of the answer: the tags of what completed, the SQLSTATEs of errors and warnings, {@code empty}
     * for an empty query, and at last the status of the transaction.
     */
    List<String> readAnswers() throws IOException {
        var answers = new ArrayList<String>();
        while (true) {
            var message = read();
            var text = new String(message.body, StandardCharsets.UTF_8);
            switch (message.type) {
                case 'C' -> answers.add(text.substring(0, text.indexOf('\0')));
                case 'E', 'N' -> answers.add(sqlState(text));
                case 'I' -> answers.add("empty");
                case 'Z' -> {
                    answers.add(text);
                    return answers;
                }
                default -> {}
            }
        }
    }

    private static String sqlState(String fields) {
        int code = fields.indexOf("\0C") + 2;
        return fields.substring(code, fields.indexOf('\0', code));
    }

    private record Message(int type, byte[] body) {}

    private Message read() throws IOException {
        int type = in.readUnsignedByte();
        var body = new byte[in.readInt() - Integer.BYTES];
        in.readFully(body);
        switch (type) {
            case 'D' -> rows++;
            case 'd' -> rows += isBinaryTrailer(body) ? 0 : 1;
            case 'K' -> processId = ByteBuffer.wrap(body).getInt();
            default -> {}
        }
        return new Message(type, body);
    }

    private static boolean isBinaryTrailer(byte[] line) {
        return line.length == 2 && line[0] == -1 && line[1] == -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
