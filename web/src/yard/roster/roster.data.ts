import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { useActs } from "@/yard/acts";
import { invitationsQuery } from "@/yard/orgs/orgs.data";
import { cardPicture } from "@/yard/realname/card";
import { saveWrong } from "@/yard/rights/file";

export type Branch = Answer<"org.tree">["items"][number];
export type RecordOf = Answer<"org.record">;
export type RecordField = RecordOf["mine"][number];
export type RecordRule = Answer<"org.record.rules">["items"][number];
export type UploadLook = Answer<"org.upload.look">;
export type UploadColumns = UploadLook["columns"];
export type Right = Ask<"org.charge">["rights"][number];
export type Certificate = Answer<"certificate.list">["items"][number];

/** People on a page of the list. */
const PAGE = 100;
/** Pages that are read where everybody is to be named. */
const PAGES = 50;

const key = (org: string) => ["yard", "org", org, "roster"];
const at = (org: string) => ({ params: { path: { org } } });

export const treeQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "tree"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/tree", { ...at(org), signal })) });

const onePage = (org: string, query: { text: string; from: number; department?: string; below?: boolean }, signal: AbortSignal) =>
  answer(api.GET("/api/v1/orgs/{org}/people", { params: { path: { org }, query: { ...query, limit: PAGE } }, signal }));

/** Everybody, whom one may choose or who is named elsewhere. */
export const everybodyQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "everybody"],
    queryFn: async ({ signal }) => {
      const all: Answer<"org.people">["items"] = [];
      for (let page = 0; page < PAGES; page++) {
        const { items, total } = await onePage(org, { text: "", from: all.length }, signal);
        all.push(...items);
        if (items.length === 0 || all.length >= total) break;
      }
      return all;
    },
  });

/** Who is found, page by page as the list is scrolled. */
export const peopleQuery = (org: string, text: string, department: string | undefined) =>
  infiniteQueryOptions({
    queryKey: [...key(org), "people", text, department ?? ""],
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) => onePage(org, { text, from: pageParam, ...(department ? { department, below: true } : {}) }, signal),
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.items.length, 0);
      return last.items.length > 0 && seen < last.total ? seen : undefined;
    },
  });

/** Each look is logged: it is asked for once as long as it is shown, and again after a change. */
export const recordQuery = (org: string, person: string) =>
  queryOptions({
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryKey: [...key(org), "record", person],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/members/{person}/record", { params: { path: { org, person } }, signal })),
  });

export const rulesQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "rules"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/record-rules", { ...at(org), signal }))).items,
  });

export const uploadsQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "uploads"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/uploads", { ...at(org), signal }))).items,
  });

export const chargesQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "charges"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/charges", { ...at(org), signal }))).items,
  });

export const actsQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "acts"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/acts", { ...at(org), signal }))).items,
  });

export const certificateQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "certificate"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/certificate", { ...at(org), signal })) });

const deskKey = ["yard", "certificates"];
export const certificatesQuery = queryOptions({
  queryKey: deskKey,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/desk/certificates", { signal }))).items,
});

const mineKey = ["yard", "uploads", "mine"];
export const mineQuery = queryOptions({ queryKey: mineKey, queryFn: ({ signal }) => answer(api.GET("/api/v1/me/uploads", { signal })) });

export const useChangeRecord = (org: string, person: string) =>
  useActs([key(org)], (fields: Ask<"org.record.change">["fields"]) =>
    answer(api.PUT("/api/v1/orgs/{org}/members/{person}/record", { params: { path: { org, person } }, body: { fields } })),
  );

/** The whole number: it lives as long as the sheet. */
export const useUnmask = (org: string, person: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (reason: string) =>
      answer(api.POST("/api/v1/orgs/{org}/members/{person}/record/identity", { params: { path: { org, person } }, body: { reason } })),
  });

export const useRule = (org: string) =>
  useActs([key(org)], ({ field, inside, outside, own }: Pick<RecordRule, "field" | "inside" | "outside" | "own">) =>
    answer(api.PUT("/api/v1/orgs/{org}/record-rules/{field}", { params: { path: { org, field } }, body: { inside, outside, own } })),
  );

export function useUploads(org: string) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: ["yard", "org", org] });
  return {
    look: useMutation({ mutationFn: (body: Ask<"org.upload.look">) => answer(api.POST("/api/v1/orgs/{org}/uploads/look", { ...at(org), body })) }),
    bring: useMutation({ onSettled, mutationFn: (body: Ask<"org.upload">) => answer(api.POST("/api/v1/orgs/{org}/uploads", { ...at(org), body })) }),
    wrong: useMutation({
      mutationFn: async ({ wish, lang }: { wish: Ask<"org.upload.look">; lang: string }) =>
        saveWrong((await answer(api.POST("/api/v1/orgs/{org}/uploads/wrong", { params: { path: { org }, query: { lang } }, body: wish, parseAs: "blob" }))) as Blob),
    }),
    undo: useMutation({ onSettled, mutationFn: (upload: string) => answer(api.DELETE("/api/v1/orgs/{org}/uploads/{upload}", { params: { path: { org, upload } } })) }),
  };
}

export const useCharge = (org: string) =>
  useActs([key(org)], (body: Ask<"org.charge">) => answer(api.POST("/api/v1/orgs/{org}/charges", { ...at(org), body })));
export const useDischarge = (org: string) =>
  useActs([key(org)], (charge: string) => answer(api.DELETE("/api/v1/orgs/{org}/charges/{charge}", { params: { path: { org, charge } } })));

export const useLicence = (org: string) =>
  useActs([key(org)], async (photo: Blob) => {
    const picture = await cardPicture(photo);
    return answer(
      api.PUT("/api/v1/orgs/{org}/certificate/licence", { ...at(org), body: picture, bodySerializer: (body) => body, headers: { "Content-Type": picture.type } }),
    );
  });
export const useCertify = (org: string) =>
  useActs([key(org)], (body: Ask<"org.certify">) => answer(api.POST("/api/v1/orgs/{org}/certificate", { ...at(org), body })));
export const useWithdraw = (org: string) => useActs([["yard", "org", org]], () => answer(api.DELETE("/api/v1/orgs/{org}/certificate", at(org))));

/** Opens the evidence: the log says why. */
export const useEvidence = (certificate: string) =>
  useMutation({
    gcTime: 0,
    mutationFn: (reason: string) => answer(api.POST("/api/v1/desk/certificates/{certificate}/look", { params: { path: { certificate } }, body: { reason } })),
  });
export const useDecide = (certificate: string) =>
  useActs([deskKey], (body: Ask<"certificate.decide">) =>
    answer(api.POST("/api/v1/desk/certificates/{certificate}/decide", { params: { path: { certificate } }, body })),
  );

/** Refusing a list takes the invitation along that it made. */
export const useRefuse = () =>
  useActs([mineKey, invitationsQuery.queryKey], (uploaded: string) => answer(api.POST("/api/v1/me/uploads/{uploaded}/refuse", { params: { path: { uploaded } } })));
export const useAllow = () => useActs([mineKey], (of: string) => answer(api.DELETE("/api/v1/me/upload-refusals/{of}", { params: { path: { of } } })));

export type Personnel = Answer<"org.personnel">["items"][number];
export type PersonnelStep = Ask<"org.personnel.step">["step"];

export const personnelQuery = (org: string) =>
  queryOptions({
    queryKey: [...key(org), "personnel"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/orgs/{org}/personnel", { ...at(org), signal }))).items,
  });
export const closingQuery = (org: string) =>
  queryOptions({ queryKey: [...key(org), "closing"], queryFn: ({ signal }) => answer(api.GET("/api/v1/orgs/{org}/closing", { ...at(org), signal })) });

export const useStep = (org: string, person: string) =>
  useActs([["yard", "org", org]], (body: Ask<"org.personnel.step">) =>
    answer(api.POST("/api/v1/orgs/{org}/personnel/{person}/step", { params: { path: { org, person } }, body })),
  );
export const useEnd = (org: string) => useActs([key(org)], (body: Ask<"org.close">) => answer(api.POST("/api/v1/orgs/{org}/closing", { ...at(org), body })));
export const useCallOff = (org: string) => useActs([key(org)], () => answer(api.DELETE("/api/v1/orgs/{org}/closing", at(org))));
