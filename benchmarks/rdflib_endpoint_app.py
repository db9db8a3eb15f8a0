"""rdflib-endpoint over one N-Quads file in RDFLib's own memory; run by the Python that has rdflib-endpoint installed.

python rdflib_endpoint_app.py FILE PORT
"""

from __future__ import annotations

import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

if __name__ == "__main__":
    dataset = Dataset(default_union=False)  # ordinary queries read the default graph, as in the others
    dataset.parse(sys.argv[1], format="nquads")
    uvicorn.run(
        SparqlEndpoint(graph=dataset, path="/sparql"), host="127.0.0.1", port=int(sys.argv[2]), log_level="error"
    )
