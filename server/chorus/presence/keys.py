"""Presence in Redis: per tenant a sorted set of people, scored by the end of their lease.

Redis' own clock counts, so gateways need not agree on the time.
"""

from uuid import UUID

TENANTS = "presence:tenants"
SWEEPER = "presence:sweeper"

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) "

# KEYS: the tenant's set. ARGV: lease in ms, members. Returns those who were not there, or whose lease was over.
JOIN = (
    _NOW
    + """
local fresh = {}
for i = 2, #ARGV do
  local ends = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if not ends or tonumber(ends) <= now then fresh[#fresh + 1] = ARGV[i] end
  redis.call('ZADD', KEYS[1], 'GT', now + ARGV[1], ARGV[i])
end
return fresh"""
)
# The same for those who are known to be there; a set that was lost is there again.
BEAT = (
    _NOW
    + """
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'GT', now + ARGV[1], ARGV[i]) end
return now"""
)
# ARGV: grace in ms, members. Another gateway that has them too will raise the lease again before it ends. Who is not
# there (Redis lost it) is put there to be found gone.
LEAVE = (
    _NOW
    + """
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], 'LT', now + ARGV[1], ARGV[i]) end
return now"""
)
# KEYS: the tenant's set. ARGV: how many at most. Returns the people who are gone, and takes them out.
SWEEP = (
    _NOW
    + """
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
if #gone > 0 then redis.call('ZREM', KEYS[1], unpack(gone)) end
return gone"""
)
# KEYS: the tenant's set.
ONLINE = _NOW + "return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')"
# KEYS: the lock. ARGV: who, for how many ms. Returns 1 to the one who has it.
LOCK = """
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1"""


def people_of(tenant_id: UUID) -> str:
    """Return the key of a tenant's presence set; the braces keep it on one shard of a cluster."""
    return f"presence:{{{tenant_id}}}"
