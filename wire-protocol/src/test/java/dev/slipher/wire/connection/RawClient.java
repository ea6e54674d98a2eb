package dev.slipher.wire.connection;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that speaks the protocol byte by byte, well or badly. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private Socket socket;
    private DataInputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = reader(socket);
    }

    private static DataInputStream reader(Socket socket) throws IOException {
        return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A message from the server. */
    record Message(char type, byte[] body) {
        /** Returns an error's field of that code, or null. */
        String field(char code) {
            for (var part : text().split("\0")) {
                if (!part.isEmpty() && part.charAt(0) == code) {
                    return part.substring(1);
                }
            }
            return null;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        int int32() {
            return ByteBuffer.wrap(body).getInt();
        }
    }

    /** Builds the body of a message. */
    static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Body string(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
            return this;
        }

        Body int32(int value) {
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
            return this;
        }

        Body int16(int value) {
            bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) value).array());
            return this;
        }

        Body bytes(byte... more) {
            bytes.writeBytes(more);
            return this;
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }

    static Body body() {
        return new Body();
    }

    Socket socket() {
        return socket;
    }

    /** Goes on over another socket, such as one that wraps the old one in TLS. */
    void replaceSocket(Socket other) throws IOException {
        socket = other;
        in = reader(other);
    }

    RawClient write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a packet without a type. */
    RawClient packet(Body body) throws IOException {
        var bytes = body.toByteArray();
        return write(body().int32(bytes.length + 4).bytes(bytes).toByteArray());
    }

    RawClient startup(String... parameters) throws IOException {
        return startup(196_608, parameters);
    }

    RawClient startup(int version, String... parameters) throws IOException {
        var body = body().int32(version)
                .string("user")
                .string("me")
                .string("database")
                .string("dev");
        for (var parameter : parameters) {
            body.string(parameter);
        }
        return packet(body.bytes((byte) 0));
    }

    RawClient send(char type, Body body) throws IOException {
        var bytes = body.toByteArray();
        var out = new ByteArrayOutputStream();
        var data = new DataOutputStream(out);
        data.writeByte(type);
        data.writeInt(bytes.length + 4);
        data.write(bytes);
        return write(out.toByteArray());
    }

    RawClient send(char type) throws IOException {
        return send(type, body());
    }

    RawClient query(String sql) throws IOException {
        return send('Q', body().string(sql));
    }

    RawClient parse(String name, String sql) throws IOException {
        return send('P', body().string(name).string(sql).int16(0));
    }

    RawClient bind(String portal, String statement) throws IOException {
        return send(
                'B', body().string(portal).string(statement).int16(0).int16(0).int16(0));
    }

    RawClient execute(String portal, int maxRows) throws IOException {
        return send('E', body().string(portal).int32(maxRows));
    }

    int readByte() throws IOException {
        return in.read();
    }

    byte[] readAll() throws IOException {
        return in.readAllBytes();
    }

    Message receive() throws IOException {
        var type = (char) in.readByte();
        var body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new Message(type, body);
    }

    /** Receives up to and including the next message of that type. */
    List<Message> receiveUntil(char type) throws IOException {
        var messages = new ArrayList<Message>();
        do {
            messages.add(receive());
        } while (messages.getLast().type() != type);
        return messages;
    }

    /** Returns the types of the messages up to the next ReadyForQuery. */
    String typesUntilReady() throws IOException {
        return types(receiveUntil('Z'));
    }

    static String types(List<Message> messages) {
        var types = new StringBuilder();
        messages.forEach(message -> types.append(message.type()));
        return types.toString();
    }

    /** Returns whether the server closes the connection, after whatever it may still send. */
    boolean isClosedByServer() throws IOException {
        try {
            while (true) {
                receive();
            }
        } catch (EOFException _) {
            return true;
        } catch (java.net.SocketException e) {
            return e.getMessage().contains("reset");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
