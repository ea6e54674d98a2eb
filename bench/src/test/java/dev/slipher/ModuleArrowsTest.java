package dev.slipher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds what the compiled classes may use: the modules' arrows, Calcite's place, clocks and randomness. */
final class ModuleArrowsTest {

    private static JavaClasses everything;

    @BeforeAll
    static void readClasses() {
        everything = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.slipher");
    }

    @ParameterizedTest(name = "{0} uses {1}")
    @CsvSource({
        "storage, storage",
        "wlm, wlm",
        "wire, wire storage",
        "compute, compute storage",
        "leader, leader compute wire wlm storage",
        "bench, bench leader compute wire wlm storage"
    })
    void aModuleUsesOnlyTheModulesBelowIt(String module, String used) {
        String[] allowed = Stream.of(used.split(" "))
                .map(name -> "dev.slipher." + name + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage("dev.slipher..");
        noClasses()
                .that()
                .resideInAPackage("dev.slipher." + module + "..")
                .should()
                .dependOnClassesThat(ours.and(DescribedPredicate.not(resideInAnyPackage(allowed))))
                .because("the arrows in docs/architecture.md point one way")
                .check(everything);
    }

    @Test
    void everyClassBelongsToAModule() {
        classes()
                .should()
                .resideInAnyPackage(
                        "dev.slipher.storage..",
                        "dev.slipher.wlm..",
                        "dev.slipher.wire..",
                        "dev.slipher.compute..",
                        "dev.slipher.leader..",
                        "dev.slipher.bench..")
                .check(everything);
    }

    @Test
    void calciteStaysInItsPackages() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.slipher.leader.calcite..", "dev.slipher.leader.bind")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.calcite..")
                .because("what leaves dev.slipher.leader.bind is our own plan")
                .check(everything);
        noClasses()
                .that()
                .resideInAPackage("dev.slipher.leader.calcite..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.slipher.leader.bind")
                .because("text is parsed without knowing what names mean")
                .check(everything);
    }

    @Test
    void timeComesFromAClockThatATestCanOwn() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .because("a java.time.Clock is handed in through the constructor, Clock.systemUTC() only where parts"
                        + " are wired together")
                .check(everything);
    }

    @Test
    void randomnessComesFromAGeneratorThatATestCanSeed() {
        noClasses()
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .because("a java.util.random.RandomGenerator is handed in through the constructor")
                .check(everything);
    }
}
