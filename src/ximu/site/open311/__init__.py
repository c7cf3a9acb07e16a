"""Open311 GeoReport v2: cases read and sent by any program that speaks it, in XML and in JSON.

Source: the GeoReport v2 specification of Open311 (wiki.open311.org/GeoReport_v2), frozen.
"""
