import java.io.File;
import java.util.Comparator;
import java.util.stream.Stream;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.AxiomType;
import org.semanticweb.owlapi.model.OWLEntity;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.model.parameters.Imports;

/** Prints what the OWL API, and so Protégé, sees in a file, one thing a line, its parts parted by tabs. */
public class Protege {
    public static void main(String[] arguments) throws Exception {
        var manager = OWLManager.createOWLOntologyManager();
        OWLOntology seen = manager.loadOntologyFromOntologyDocument(new File(arguments[0]));
        print("format", seen.getFormat().getKey());
        print("ontology", seen.getOntologyID().getOntologyIRI().map(Object::toString).orElse("none"));
        seen.importsDeclarations().forEach(one -> print("import", one.getIRI().toString()));
        entities("class", seen, seen.classesInSignature());
        entities("object", seen, seen.objectPropertiesInSignature());
        entities("data", seen, seen.dataPropertiesInSignature());
        entities("annotation", seen, seen.annotationPropertiesInSignature());
        entities("datatype", seen, seen.datatypesInSignature());
        seen.individualsInSignature().forEach(one -> print("individual", one.toStringID()));
        seen.axioms(AxiomType.CLASS_ASSERTION).forEach(one ->
                print("member", one.getClassExpression().toString(), one.getIndividual().toStringID()));
        seen.axioms(AxiomType.ANNOTATION_ASSERTION).forEach(one ->
                print("annotates", one.getProperty().toStringID(), one.getSubject().toString(), one.getValue().isIRI() ? "iri" : "literal"));
        seen.axioms(AxiomType.OBJECT_PROPERTY_ASSERTION).forEach(one ->
                print("relates", one.getProperty().toString()));
        seen.axioms(AxiomType.DATA_PROPERTY_ASSERTION).forEach(one ->
                print("values", one.getProperty().toString()));
        print("axioms", "" + seen.getAxiomCount());
    }

    private static void entities(String kind, OWLOntology seen, Stream<? extends OWLEntity> entities) {
        entities.forEach(one ->
                print(kind, one.toStringID(), seen.isDeclared(one, Imports.EXCLUDED) ? "declared" : "undeclared"));
    }

    private static void print(String... parts) {
        System.out.println(String.join("\t", parts));
    }
}
