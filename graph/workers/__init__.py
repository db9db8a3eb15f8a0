"""SPARQL in processes that can be killed: a keeper holds the dataset, workers forked from it evaluate one query each.

The engine can neither time a query out nor cancel it, so evaluation happens where it can be ended from outside. A
worker is a fork of the keeper: it shares the dataset's memory and is there within milliseconds, so that killing one
costs nothing to speak of.

    messages.py            what goes over the sockets, and the plain data of requests and results
    query_evaluation.py    one query over a store, within its limits (in the worker)
    update_evaluation.py   one update over a store, or what it would change (in a fork of the keeper)
    keeper.py              the process that loads a dataset and forks (`python -m graph.workers.keeper`)
    keeper_launch.py       starting it
    keeper_succession.py   forking from it, and changing to the next one
    process_channel.py     the server's end of a socket to a worker
    reply_outcome.py       a reply as a result or an error
    worker_queue.py        a worker and the queries that it was sent
    pool_sizes.py          how large a pool is, and what it counts
    scheduling.py          who runs, who waits, who is set aside, who is killed
    worker_pool.py         queries and updates of one dataset
"""
