"""Whether the machine under the portal is well: outages, disks, tables, the worker."""
