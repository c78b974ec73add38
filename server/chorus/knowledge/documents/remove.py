"""Take a document out of the knowledge base: row and passages at once, its vectors by a job."""

from chorus.core.actor import Actor
from chorus.core.clock import now
from chorus.core.ids import DocumentId
from chorus.knowledge.errors import DocumentNotFound
from chorus.protocol.events.event import by
from chorus.protocol.events.tenant import DocumentRemoved
from chorus.stores.jobs.job import DOCUMENTS, Job, documents_lock
from chorus.stores.postgres.database import Tx


async def remove_document(tx: Tx, actor: Actor, document_id: DocumentId) -> None:
    """Delete a document. After the commit it is not found any more, whatever the index still contains.

    Raises:
        DocumentNotFound: If it does not exist.
    """
    gone = await tx.execute("DELETE FROM documents WHERE tenant_id = $1 AND id = $2", actor.tenant_id, document_id)
    if not gone:
        raise DocumentNotFound
    tx.record_for_tenant(DocumentRemoved(document_id=document_id, actor=by(actor), at=now()))
    tx.defer(
        Job(
            "bot.forget_document",
            {"tenant_id": actor.tenant_id, "document_id": document_id},
            queue=DOCUMENTS,
            # Behind the document that is being read, which may be this one, and before all that wait.
            lock=documents_lock(actor.tenant_id),
            priority=1,
        )
    )
