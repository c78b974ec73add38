"""What every index of passages must do; the implementations' tests inherit it."""

import math
from uuid import UUID

import pytest

from chorus.core.ids import DocumentId, TenantId, new_id
from chorus.stores.vectors.port import Entry, Vectors


def _document() -> DocumentId:
    return DocumentId(new_id())


def _tenant() -> TenantId:
    return TenantId(new_id())


def _entry(document: DocumentId, *vector: float) -> Entry:
    return Entry(new_id(), document, vector)


class VectorsConformance:
    """Subclasses give `vectors`, as a fixture."""

    async def test_the_nearest_comes_first_with_its_cosine(self, vectors: Vectors) -> None:
        tenant, document = _tenant(), _document()
        east, north = _entry(document, 1.0, 0.0, 0.0), _entry(document, 0.0, 1.0, 0.0)
        await vectors.put(tenant, [east, north])
        found = await vectors.nearest(tenant, [2.0, 1.0, 0.0], limit=5)
        assert [near.passage_id for near in found] == [east.passage_id, north.passage_id]
        assert found[0].similarity == pytest.approx(2 / math.sqrt(5), abs=1e-5)
        assert found[0].document_id == document

    async def test_no_more_than_asked_for(self, vectors: Vectors) -> None:
        tenant, document = _tenant(), _document()
        await vectors.put(tenant, [_entry(document, 1.0, number / 10, 0.0) for number in range(10)])
        assert len(await vectors.nearest(tenant, [1.0, 0.0, 0.0], limit=3)) == 3

    async def test_only_among_those_that_are_named(self, vectors: Vectors) -> None:
        tenant, document = _tenant(), _document()
        near, far = _entry(document, 1.0, 0.0, 0.0), _entry(document, 0.0, 1.0, 0.0)
        await vectors.put(tenant, [near, far])
        unknown = new_id()
        found = await vectors.nearest(tenant, [1.0, 0.0, 0.0], limit=5, among=[far.passage_id, unknown])
        assert [one.passage_id for one in found] == [far.passage_id]

    async def test_the_same_passage_again_replaces_it(self, vectors: Vectors) -> None:
        tenant, document = _tenant(), _document()
        entry = _entry(document, 1.0, 0.0, 0.0)
        await vectors.put(tenant, [entry])
        await vectors.put(tenant, [Entry(entry.passage_id, document, (0.0, 1.0, 0.0))])
        found = await vectors.nearest(tenant, [0.0, 1.0, 0.0], limit=5)
        assert [round(near.similarity, 3) for near in found] == [1.0]

    async def test_one_tenant_never_finds_anothers(self, vectors: Vectors) -> None:
        acme, globex = _tenant(), _tenant()
        await vectors.put(acme, [_entry(_document(), 1.0, 0.0, 0.0)])
        assert await vectors.nearest(globex, [1.0, 0.0, 0.0], limit=5) == []
        assert await vectors.passage_ids(globex) == set()

    async def test_a_removed_document_is_not_found(self, vectors: Vectors) -> None:
        tenant, gone, kept = _tenant(), _document(), _entry(_document(), 0.0, 1.0, 0.0)
        await vectors.put(tenant, [_entry(gone, 1.0, 0.0, 0.0), kept])
        await vectors.remove_document(tenant, gone)
        await vectors.remove_document(tenant, gone)
        assert await vectors.passage_ids(tenant) == {kept.passage_id}

    async def test_a_removed_tenant_leaves_nothing_and_can_come_back(self, vectors: Vectors) -> None:
        tenant, entry = _tenant(), _entry(_document(), 1.0, 0.0, 0.0)
        await vectors.remove_tenant(tenant)
        await vectors.put(tenant, [entry])
        await vectors.remove_tenant(tenant)
        assert await vectors.passage_ids(tenant) == set()
        await vectors.put(tenant, [entry])
        assert await vectors.passage_ids(tenant) == {UUID(str(entry.passage_id))}

    async def test_nothing_is_put(self, vectors: Vectors) -> None:
        tenant = _tenant()
        await vectors.put(tenant, [])
        assert await vectors.nearest(tenant, [1.0, 0.0, 0.0], limit=5) == []
