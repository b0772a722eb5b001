"""What TensorBoard's own readers find in a folder, as JSON.

    python3 tensorboard_check.py FOLDER

{"runs": {RUN: {TAG: [[STEP, WALL TIME, VALUE]]}}, "experiment", "groups"}: the scalars by the event reader, the other two by
the HParams plugin.
"""

import json
import sys

from google.protobuf import json_format
from tensorboard.backend.event_processing import data_provider, event_multiplexer
from tensorboard.backend.event_processing import plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups


def scalars(folder):
    found = event_multiplexer.EventMultiplexer(size_guidance={"scalars": 0}).AddRunsFromDirectory(folder).Reload()
    return {
        run: {tag: [[e.step, e.wall_time, plain(e.value)] for e in found.Scalars(run, tag)] for tag in tags["scalars"]}
        for run, tags in found.Runs().items()
    }


def plain(number):
    return number if number - number == 0 else str(number)


def hparams(folder):
    found = plugin_event_multiplexer.EventMultiplexer().AddRunsFromDirectory(folder)
    found.Reload()
    provider = data_provider.MultiplexerDataProvider(found, folder)
    context = backend_context.Context(base_plugin.TBContext(data_provider=provider, multiplexer=found, logdir=folder))
    ctx = RequestContext()
    data = context.hparams_metadata(ctx, "")
    experiment = get_experiment.Handler(ctx, context, "", api_pb2.GetExperimentRequest(include_metrics=True)).run()
    statuses = [api_pb2.STATUS_UNKNOWN, api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING]
    request = api_pb2.ListSessionGroupsRequest(
        allowed_statuses=statuses, include_metrics=True, slice_size=10_000,
        aggregation_type=api_pb2.AGGREGATION_AVG,
        col_params=[api_pb2.ColParams(metric=i.name) for i in experiment.metric_infos]
        + [api_pb2.ColParams(hparam=i.name) for i in experiment.hparam_infos])
    groups = list_session_groups.Handler(ctx, context, "", request).run()
    assert data
    names = {"preserving_proto_field_name": True, "always_print_fields_with_no_presence": True}
    return json_format.MessageToDict(experiment, **names), json_format.MessageToDict(groups, **names)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    experiment, groups = hparams(sys.argv[1])
    print(json.dumps({"runs": scalars(sys.argv[1]), "experiment": experiment, "groups": groups["session_groups"]}))
