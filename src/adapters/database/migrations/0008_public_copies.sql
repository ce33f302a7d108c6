ALTER TABLE "videos" ADD COLUMN "public_copy_id" text;--> statement-breakpoint
ALTER TABLE "videos" ADD COLUMN "public_revision_id" text;