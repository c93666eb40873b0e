"""Taking a reason why a start cannot be booked out of the oracle's world."""

from dataclasses import replace

from tests.core.oracle import Resource, Timetable

ALWAYS = Timetable(weeks=((None, None, dict.fromkeys(range(7), ((0, 0),))),), both=True)
RULES = {"closed", "closure", "holiday", "override"}


def role_number(world, position):
    owners = [
        number
        for number, role in enumerate(world.roles)
        for _ in range(role.many * (1 if role.kept else len(role.runs)))
    ]
    return owners[position]


def with_role(world, number, **changes):
    role = replace(world.roles[number], **changes)
    return replace(world, roles=(*world.roles[:number], role, *world.roles[number + 1 :]))


def with_resource(world, key, resource):
    return replace(world, resources={**world.resources, key: resource})


def with_helper(world, number):
    """Somebody new who could always fill a role."""
    key = 1000 + number
    candidates = {**world.roles[number].candidates, key: {key: (0, 0)}}
    helped = with_resource(world, key, Resource(20, ALWAYS))
    return with_role(helped, number, candidates=candidates, chooses=False)


def caps_but(caps, period):
    return {other: most for other, most in caps.items() if other != period}


def without_start_reason(world, at, reason):
    if reason.code == "notice":
        return replace(world, now=at, notice=0)
    if reason.code == "window":
        return replace(world, horizon=10**11)
    if reason.code == "grid":
        return replace(world, step=1, anchor=0, fixed=(), both=True)
    if reason.code == "withheld":
        return replace(world, share=100)
    if reason.code == "cap":
        return replace(
            world, caps={period: most for period, most in world.caps.items() if period != reason.period}
        )
    if reason.code == "not_chosen":
        return replace(world, chosen=frozenset())
    if reason.code == "requirement_unmet":
        return with_helper(world, role_number(world, reason.position))
    assert reason.code == "shared"
    for number in range(len(world.roles)):
        world = with_helper(world, number)
    return world


def without_candidate_reason(world, position, reason):
    if reason.code == "gap":
        return with_role(world, role_number(world, position), gap=0)
    if reason.code == "inactive":
        return with_resource(world, reason.resource_id, Resource(4, ALWAYS))
    resource = world.resources[reason.resource_id]
    if reason.code in RULES:
        changed = replace(resource, timetable=ALWAYS)
    elif reason.code == "cap":
        changed = replace(resource, caps=caps_but(resource.caps, reason.period))
    elif reason.code == "capacity" or resource.capacity > 1:
        changed = replace(resource, capacity=max(resource.capacity, 4), busy=())
    else:
        changed = replace(resource, busy=tuple(use for use in resource.busy if use[1:] != reason.span))
    return with_resource(world, reason.resource_id, changed)
