"""What a signed-in visitor looked at last: a few keys in Redis, newest first, that nobody else reads.

Kept in the long-term role for a month after the last look, and lost with it: a suggestion is not worth a row a view.
"""

import time

from django_redis import get_redis_connection
from redis.exceptions import RedisError

#: products that are remembered an account
MOST_VIEWED = 20
#: seconds after the last look
VIEWED_SECONDS = 30 * 86_400


def note_view(*, user_id: int, product_id: int) -> None:
    """The account looked at the product just now. Lost when Redis is away."""
    key = _key(user_id)
    try:
        get_redis_connection("long_term").pipeline().zadd(key, {str(product_id): time.time()}).zremrangebyrank(
            key, 0, -MOST_VIEWED - 1
        ).expire(key, VIEWED_SECONDS).execute()
    except RedisError:
        return


def last_viewed(*, user_id: int) -> list[int]:
    """Keys of the products, last one first; none while Redis is away."""
    try:
        return [int(member) for member in get_redis_connection("long_term").zrevrange(_key(user_id), 0, -1)]
    except RedisError:
        return []


def forget_views(*, user_id: int) -> None:
    """The account is closed."""
    try:
        get_redis_connection("long_term").delete(_key(user_id))
    except RedisError:
        return


def _key(user_id: int) -> str:
    return f"viewed:{user_id}"
