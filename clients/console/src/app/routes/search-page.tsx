import { SearchResults } from "@/features/search/components/search-results";
import { paths } from "@/lib/paths";

export function SearchPage() {
  return <SearchResults hrefOf={(hit) => paths.conversation("all", hit.conversationId, hit.messageId)} />;
}
