"""Of several autoscalers one acts: a lease in the broker's Redis, with a number that grows with every new holder.

Kubernetes' own Lease objects would need more rights than setting a number of pods. What the lease cannot prevent (a
holder that sleeps through its end and goes on) the Deployment's resourceVersion does: it refuses what was decided on
an old one.
"""

import json
import secrets
from dataclasses import asdict

import redis

from celery_monitor.broker import PREFIX
from celery_monitor.decision import Memory

HOLDER = f"{PREFIX}autoscaler:holder"
FENCE = f"{PREFIX}autoscaler:fence"
MEMORY = f"{PREFIX}autoscaler:memory"
LAST_LOOK = f"{PREFIX}autoscaler:last"

# These few bytes are written also when the broker is full: that is when more workers are wanted most.
_ALLOWED = "#!lua flags=allow-oom\n"
# Returns the number of the holder's term, 0 where somebody else holds the lease.
_TAKE = """
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return tonumber(redis.call('GET', KEYS[2]))
end
if holder then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('INCR', KEYS[2])
"""
# Writes only for the present term of the present holder.
_KEEP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] or redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
return 1
"""
_SHOW = "return redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])"
_LEAVE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class LeaseLostError(Exception):
    """Another autoscaler acts now; this one must not."""


class Lease:
    """The right to act, and the memory that goes with it.

    Args:
        client: of the broker's Redis.
        seconds: it ends by itself after this, unless it is taken again.
        name: of this process, for people who ask who acts.
    """

    def __init__(self, client: redis.Redis, seconds: float, name: str) -> None:
        self._client, self._milliseconds = client, round(seconds * 1000)
        self._me, self._term = f"{name}/{secrets.token_hex(8)}", 0
        self._take = client.register_script(_ALLOWED + _TAKE)
        self._keep = client.register_script(_ALLOWED + _KEEP)
        self._show = client.register_script(_ALLOWED + _SHOW)
        self._leave = client.register_script(_ALLOWED + _LEAVE)

    def take(self) -> bool:
        """Take the lease, or take it anew; False while another has it.

        Raises:
            redis.RedisError: the broker does not answer.
        """
        self._term = int(self._take(keys=[HOLDER, FENCE], args=[self._me, self._milliseconds]))
        return self._term > 0

    def show(self, text: str, seconds: int) -> None:
        """Keep what the last look did, for whoever asks."""
        self._show(keys=[LAST_LOOK], args=[text, seconds])

    def leave(self) -> None:
        """Let another one act at once."""
        self._leave(keys=[HOLDER], args=[self._me])

    def memories(self) -> dict[str, Memory]:
        """What was remembered, by queue."""
        return read_memories(self._client)

    def remember(self, queue: str, memory: Memory) -> None:
        """Keep it for the next look, whoever takes it.

        Raises:
            LeaseLostError: this process may not act any more; nothing was written.
        """
        arguments = [self._me, str(self._term), queue, json.dumps(asdict(memory))]
        if not self._keep(keys=[HOLDER, FENCE, MEMORY], args=arguments):
            raise LeaseLostError("another autoscaler has taken the lease")


def read_memories(client: redis.Redis) -> dict[str, Memory]:
    """What was remembered, by queue. What cannot be read is forgotten."""
    found = {}
    for queue, text in client.hgetall(MEMORY).items():
        try:
            found[queue.decode()] = Memory(**json.loads(text))
        except (ValueError, TypeError):
            continue
    return found
