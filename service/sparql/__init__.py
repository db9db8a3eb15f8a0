"""The SPARQL 1.1 protocols: queries, updates, the graph store, and what the service says of itself.

query_request.py         what a query request asks, and what a worker is asked for it
endpoint.py              `/sparql` as a bare ASGI app
update_request.py        what an update request asks (SPARQL 1.1 Protocol, section 2.2)
graph_request.py         which graph a request names, and the update that a write to it is (Graph Store)
writable_graphs.py       the two datasets that can be written: a revision's curation graphs, a scratch dataset
service_description.py   Service Description and VoID
dataset_statistics.py    how much a dataset holds, for its description
change_author.py         who writes, for the record
"""
