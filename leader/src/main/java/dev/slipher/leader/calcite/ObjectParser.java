package dev.slipher.leader.calcite;

import dev.slipher.leader.calcite.Lexeme.Kind;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.ObjectStatement.CommentTarget;
import dev.slipher.leader.statement.ObjectStatement.GrantTarget;
import dev.slipher.leader.statement.ObjectStatement.Password;
import dev.slipher.leader.statement.ObjectStatement.UserAttributes;
import dev.slipher.leader.statement.QualifiedName;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.leader.statement.SourceText;
import dev.slipher.leader.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Parses statements about schemas, databases, users, rights and comments. */
final class ObjectParser {
    private final LexemeCursor cursor;
    private final SourceText source;

    ObjectParser(LexemeCursor cursor, SourceText source) {
        this.cursor = cursor;
        this.source = source;
    }

    Statement parse() {
        String verb = cursor.next().value();
        return switch (verb) {
            case "grant" -> grant(false);
            case "revoke" -> grant(true);
            case "comment" -> comment();
            default -> definition(verb);
        };
    }

    private Statement definition(String verb) {
        Lexeme object = cursor.peek();
        return switch (object.value()) {
            case "schema" -> {
                cursor.next();
                yield verb.equals("create")
                        ? createSchema()
                        : verb.equals("drop") ? dropSchema() : alterNamespace(false);
            }
            case "database" -> {
                cursor.next();
                yield verb.equals("create")
                        ? createDatabase()
                        : verb.equals("drop") ? dropDatabase() : alterNamespace(true);
            }
            case "user", "role" -> {
                cursor.next();
                yield verb.equals("create") ? createUser() : verb.equals("drop") ? dropUser() : alterUser();
            }
            case "function",
                    "procedure",
                    "library",
                    "group",
                    "index",
                    "sequence",
                    "type",
                    "external",
                    "model",
                    "unique",
                    "trigger",
                    "extension",
                    "datashare",
                    "policy",
                    "masking",
                    "rls",
                    "or" ->
                throw Unsupported.feature(
                        "%s %s".formatted(verb, object.value()).toUpperCase(Locale.ROOT), source.position() + 1);
            default -> throw cursor.error();
        };
    }

    private Statement createSchema() {
        boolean ifNotExists = cursor.tryWords("if", "not", "exists");
        Optional<String> owner = Optional.empty();
        String name;
        if (cursor.tryWords("authorization")) {
            name = cursor.name();
            owner = Optional.of(name);
        } else {
            name = cursor.name();
            if (cursor.tryWords("authorization")) {
                owner = Optional.of(cursor.name());
            }
        }
        if (cursor.isWord("quota")) {
            throw Unsupported.feature("QUOTA", cursor.peek());
        }
        return new ObjectStatement.CreateSchema(name, ifNotExists, owner, source);
    }

    private Statement dropSchema() {
        boolean ifExists = cursor.tryWords("if", "exists");
        List<String> names = cursor.names();
        boolean cascade = cursor.tryWords("cascade");
        cursor.tryWords("restrict");
        return new ObjectStatement.DropSchema(names, ifExists, cascade, source);
    }

    private Statement alterNamespace(boolean database) {
        String name = cursor.name();
        if (cursor.tryWords("rename", "to")) {
            return new ObjectStatement.AlterNamespace(
                    database, name, Optional.of(cursor.name()), Optional.empty(), source);
        }
        if (database && cursor.tryWords("isolation", "level")) {
            return new ObjectStatement.AlterIsolation(name, isolationLevel(), source);
        }
        cursor.expectWords("owner", "to");
        return new ObjectStatement.AlterNamespace(database, name, Optional.empty(), Optional.of(cursor.name()), source);
    }

    private String isolationLevel() {
        if (cursor.tryWords("serializable")) {
            return "serializable";
        }
        cursor.expectWords("snapshot");
        return "snapshot";
    }

    private Statement createDatabase() {
        String name = cursor.name();
        cursor.tryWords("with");
        Optional<String> owner = Optional.empty();
        Optional<String> isolationLevel = Optional.empty();
        while (!cursor.atEnd()) {
            if (cursor.tryWords("owner")) {
                cursor.trySymbol("=");
                owner = Optional.of(cursor.name());
            } else if (cursor.tryWords("isolation", "level")) {
                isolationLevel = Optional.of(isolationLevel());
            } else if (cursor.tryWords("connection", "limit")) {
                if (!cursor.tryWords("unlimited")) {
                    cursor.integer();
                }
            } else if (cursor.tryWords("encoding")) {
                cursor.trySymbol("=");
                cursor.next();
            } else {
                throw cursor.error();
            }
        }
        return new ObjectStatement.CreateDatabase(name, owner, isolationLevel, source);
    }

    private Statement dropDatabase() {
        boolean ifExists = cursor.tryWords("if", "exists");
        return new ObjectStatement.DropDatabase(cursor.name(), ifExists, source);
    }

    private Statement createUser() {
        String name = cursor.name();
        cursor.tryWords("with");
        return new ObjectStatement.CreateUser(name, attributes(), source);
    }

    private Statement dropUser() {
        boolean ifExists = cursor.tryWords("if", "exists");
        return new ObjectStatement.DropUser(cursor.names(), ifExists, source);
    }

    private Statement alterUser() {
        String name = cursor.name();
        if (cursor.tryWords("rename", "to")) {
            return new ObjectStatement.AlterUser(name, none(), Optional.of(cursor.name()), List.of(), source);
        }
        if (cursor.isWord("set") || cursor.isWord("reset")) {
            var settings = new ArrayList<SessionStatement>();
            if (new SessionParser(cursor, source).parse() instanceof SessionStatement setting) {
                settings.add(setting);
            }
            return new ObjectStatement.AlterUser(name, none(), Optional.empty(), settings, source);
        }
        cursor.tryWords("with");
        return new ObjectStatement.AlterUser(name, attributes(), Optional.empty(), List.of(), source);
    }

    private static UserAttributes none() {
        return new UserAttributes(
                Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    private UserAttributes attributes() {
        Optional<Password> password = Optional.empty();
        Optional<Boolean> superuser = Optional.empty();
        Optional<Boolean> createDatabase = Optional.empty();
        OptionalInt limit = OptionalInt.empty();
        Optional<String> validUntil = Optional.empty();
        while (!cursor.atEnd()) {
            cursor.tryWords("encrypted");
            if (cursor.tryWords("password", "disable")) {
                password = Optional.of(Password.Fixed.DISABLED);
            } else if (cursor.tryWords("password")) {
                password = Optional.of(new Password.Given(cursor.string()));
            } else if (cursor.tryWords("createuser") || cursor.tryWords("superuser")) {
                superuser = Optional.of(true);
            } else if (cursor.tryWords("nocreateuser") || cursor.tryWords("nosuperuser")) {
                superuser = Optional.of(false);
            } else if (cursor.tryWords("createdb")) {
                createDatabase = Optional.of(true);
            } else if (cursor.tryWords("nocreatedb")) {
                createDatabase = Optional.of(false);
            } else if (cursor.tryWords("connection", "limit")) {
                limit = cursor.tryWords("unlimited")
                        ? OptionalInt.of(-1)
                        : OptionalInt.of(Math.clamp(cursor.integer(), -1, Integer.MAX_VALUE));
            } else if (cursor.tryWords("valid", "until")) {
                validUntil = Optional.of(cursor.string());
            } else if (!cursor.tryWords("login")) {
                throw cursor.error();
            }
        }
        return new UserAttributes(password, superuser, createDatabase, limit, validUntil);
    }

    private Statement grant(boolean revoke) {
        boolean option = revoke && cursor.tryWords("grant", "option", "for");
        var privileges = new ArrayList<String>();
        do {
            String privilege = cursor.name();
            if (privilege.equals("all")) {
                cursor.tryWords("privileges");
            }
            if (cursor.peek().isSymbol("(")) {
                throw Unsupported.feature("rights on single columns", cursor.peek());
            }
            privileges.add(privilege);
        } while (cursor.trySymbol(","));
        cursor.expectWords("on");
        GrantTarget target = GrantTarget.TABLE;
        if (cursor.tryWords("all", "tables", "in", "schema")) {
            target = GrantTarget.ALL_TABLES_IN_SCHEMA;
        } else if (cursor.tryWords("schema")) {
            target = GrantTarget.SCHEMA;
        } else if (cursor.tryWords("database")) {
            target = GrantTarget.DATABASE;
        } else if (cursor.isWord("function") || cursor.isWord("procedure") || cursor.isWord("language")) {
            throw Unsupported.feature("GRANT ON " + cursor.peek().value().toUpperCase(Locale.ROOT), cursor.peek());
        } else {
            cursor.tryWords("table");
        }
        List<QualifiedName> objects = cursor.qualifiedNames();
        cursor.expectWords(revoke ? "from" : "to");
        var grantees = new ArrayList<String>();
        do {
            cursor.tryWords("user");
            if (cursor.isWord("group") || cursor.isWord("role")) {
                throw Unsupported.feature("GRANT to groups and roles", cursor.peek());
            }
            grantees.add(cursor.name());
        } while (cursor.trySymbol(","));
        option |= !revoke && cursor.tryWords("with", "grant", "option");
        boolean cascade = cursor.tryWords("cascade");
        if (!cascade) {
            cursor.tryWords("restrict");
        }
        return new ObjectStatement.Grant(revoke, privileges, target, objects, grantees, option, cascade, source);
    }

    private Statement comment() {
        cursor.expectWords("on");
        Lexeme kind = cursor.next();
        CommentTarget target = switch (kind.value()) {
            case "table" -> CommentTarget.TABLE;
            case "view" -> CommentTarget.VIEW;
            case "column" -> CommentTarget.COLUMN;
            case "schema" -> CommentTarget.SCHEMA;
            case "database" -> CommentTarget.DATABASE;
            case "constraint" -> CommentTarget.CONSTRAINT;
            default -> {
                cursor.moveTo(cursor.index() - 1);
                throw cursor.error();
            }
        };
        Optional<String> part = Optional.empty();
        QualifiedName name;
        if (target == CommentTarget.CONSTRAINT) {
            part = Optional.of(cursor.name());
            cursor.expectWords("on");
            name = cursor.qualifiedName();
        } else {
            name = cursor.qualifiedName();
            if (target == CommentTarget.COLUMN) {
                if (name.parts().size() < 2) {
                    throw cursor.error();
                }
                part = Optional.of(name.name());
                name = new QualifiedName(name.parts().subList(0, name.parts().size() - 1), name.position());
            }
        }
        cursor.expectWords("is");
        Optional<String> comment =
                cursor.peek().kind() == Kind.STRING ? Optional.of(cursor.string()) : Optional.empty();
        if (comment.isEmpty()) {
            cursor.expectWords("null");
        }
        return new ObjectStatement.Comment(target, name, part, comment, source);
    }
}
