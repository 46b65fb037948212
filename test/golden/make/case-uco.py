"""What the shapes of CASE and UCO ask of the classes that an export uses, and whether an export conforms to all.

    python3 -m venv v && v/bin/pip install case-utils
    v/bin/python test/golden/make/case-uco.py shapes > test/main/cases/exports/case-uco-shapes.json
    scalescope case export review.case --format case-uco -o review.jsonld
    v/bin/python test/golden/make/case-uco.py check review.jsonld

The ontologies are those that case-utils brings (Apache-2.0).
"""

import importlib.metadata
import json
import pathlib
import subprocess
import sys

import case_utils.ontology
from rdflib import RDFS, Graph, Namespace, URIRef

VERSION = "1.5.0"
SH = Namespace("http://www.w3.org/ns/shacl#")
PREFIXES = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    **{
        f"uco-{name}": f"https://ontology.unifiedcyberontology.org/uco/{name}/"
        for name in "action analysis configuration core identity observable tool types".split()
    },
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CLASSES = """case-investigation:InvestigativeAction case-investigation:Investigation uco-analysis:AnalyticResult
uco-analysis:ArtifactClassification uco-analysis:ArtifactClassificationResultFacet uco-configuration:Configuration
uco-configuration:ConfigurationEntry uco-core:Annotation uco-identity:Person uco-observable:ContentDataFacet
uco-observable:File uco-observable:FileFacet uco-observable:ObservableRelationship uco-observable:RasterPicture
uco-observable:RasterPictureFacet uco-tool:ConfiguredTool uco-types:Hash""".split()


def short(iri):
    for prefix, start in PREFIXES.items():
        if str(iri).startswith(start):
            return f"{prefix}:{str(iri)[len(start):]}"
    return None


def shapes():
    folder = pathlib.Path(case_utils.ontology.__file__).parent
    graph = Graph().parse(folder / f"case-{VERSION}.ttl")
    told = {}
    for name in CLASSES:
        prefix, local = name.split(":")
        parents = list(graph.transitive_objects(URIRef(PREFIXES[prefix] + local), RDFS.subClassOf))
        properties = {}
        for shape in (shape for parent in parents for shape in graph.objects(parent, SH.property)):
            path = short(graph.value(shape, SH.path))
            if path is None or graph.value(shape, SH.severity) is not None:
                continue
            rule = properties.setdefault(path, {})
            for key, term in (("datatype", SH.datatype), ("class", SH["class"])):
                if value := graph.value(shape, term):
                    rule[key] = short(value) or str(value)
            for key, term in (("min", SH.minCount), ("max", SH.maxCount)):
                if (value := graph.value(shape, term)) is not None:
                    rule[key] = int(value)
        told[name] = {
            "is": sorted(filter(None, map(short, parents))),
            "properties": {path: properties[path] for path in sorted(properties)},
        }
    print(json.dumps({"source": f"CASE {VERSION} (Apache-2.0)", "classes": told}, indent=1))


def check(path):
    packages = ["case-utils", "pyshacl", "rdflib"]
    print(*(f"{name} {importlib.metadata.version(name)}" for name in packages), f"CASE {VERSION}")
    command = pathlib.Path(sys.executable).parent / "case_validate"
    sys.exit(subprocess.run([command, "--built-version", f"case-{VERSION}", "--allow-info", path]).returncode)


shapes() if sys.argv[1] == "shapes" else check(sys.argv[2])
