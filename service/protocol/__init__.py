"""SPARQL 1.1 beside the query operation: updates, the graph store, descriptions, and a service over an empty dataset.

update_request.py   what an update request asks (SPARQL 1.1 Protocol, section 2.2)
graph_request.py    which graph a request names, and the update that a write to it is (Graph Store HTTP Protocol)
graphs.py           the two datasets that can be written: a revision's curation graphs, a scratch dataset
description.py      Service Description and VoID
scratch.py          `keikaku serve --scratch`
"""
